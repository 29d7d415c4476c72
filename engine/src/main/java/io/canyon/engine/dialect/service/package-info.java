/**
 * What services say and are told, whose wire is a transport's own: their requests as frames of the engine's making,
 * which can wait, and outputs as calls of a {@link io.canyon.engine.spi.ServiceWire}.
 */
package io.canyon.engine.dialect.service;

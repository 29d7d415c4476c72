/** What transports, stores and authenticators implement, and what the engine offers them. */
package io.canyon.engine.spi;

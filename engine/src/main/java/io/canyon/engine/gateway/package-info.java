/**
 * The I/O threads' side of the engine: sessions, their frames and commands, fan-out and lag. No room state is here; a
 * gateway knows only which of its sessions are in which room.
 */
package io.canyon.engine.gateway;

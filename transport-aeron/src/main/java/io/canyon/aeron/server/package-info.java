/** The server's end of the protocol: one agent that takes requests, and gives services what the engine has for them. */
package io.canyon.aeron.server;

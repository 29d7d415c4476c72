/**
 * A client of echo rooms for the JVM: {@link io.canyon.engine.client.SyncClient} keeps a copy of one room's JSON
 * document, which its user reads and changes at once, online or not, over the JDK's WebSocket or any other transport.
 */
package io.canyon.engine.client;

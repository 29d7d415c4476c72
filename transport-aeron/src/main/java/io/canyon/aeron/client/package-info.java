/**
 * A client of rooms over Aeron. {@link io.canyon.aeron.client.RoomsClient} keeps copies of documents, which its user
 * reads and changes; {@link io.canyon.aeron.client.RoomsSession} below it knows no documents, and hands over buffers
 * without garbage. Both are agents: they have no thread of their own unless they are told to.
 */
package io.canyon.aeron.client;

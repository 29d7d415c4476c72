/**
 * What both ends of the protocol share: versions, the shape of messages, and messages that are longer than Aeron takes.
 */
package io.canyon.aeron.wire;

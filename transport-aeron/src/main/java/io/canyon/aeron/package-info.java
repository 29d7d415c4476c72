/** The place of a transport over Aeron; nothing is here yet. */
package io.canyon.aeron;

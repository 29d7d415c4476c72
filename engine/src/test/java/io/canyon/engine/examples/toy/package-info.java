/** A transport within one JVM, written against the SPI alone. */
package io.canyon.engine.examples.toy;

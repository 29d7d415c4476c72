/** The programs of the README. */
package io.canyon.aeron.examples;

/**
 * One change of a document as an immutable tree, and what is done with such trees: carried over others, composed,
 * inverted, cut to what fits. Values are opaque. Imports the JDK, Agrona and {@code edit} only.
 */
package io.canyon.engine.delta;

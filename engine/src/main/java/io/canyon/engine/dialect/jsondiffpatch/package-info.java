/**
 * Deltas of the npm package jsondiffpatch 0.7: over Jackson trees with {@link JsonDiffPatch}, and to and from the
 * engine's changes with {@link JsonDeltas}.
 */
package io.canyon.engine.dialect.jsondiffpatch;

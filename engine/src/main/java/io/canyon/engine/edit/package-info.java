/**
 * The engine's one internal form of a change, the Smile scalars and trees that stand in it, and text patches. Imports
 * the JDK, Agrona and diff-match-patch only.
 */
package io.canyon.engine.edit;

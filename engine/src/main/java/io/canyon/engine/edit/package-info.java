/**
 * The engine's one internal form of a change, and the Smile scalars and trees that stand in it. Imports the JDK and
 * Agrona only.
 */
package io.canyon.engine.edit;

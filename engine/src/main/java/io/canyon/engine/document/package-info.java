/**
 * The document: one JSON tree off the heap, its versions, and what is written from it: changes since a version, and
 * snapshots. Imports the JDK, Agrona and the edit form only.
 */
package io.canyon.engine.document;

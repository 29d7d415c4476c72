/** The echo wire: JSON events for rooms that are one document, with deltas of jsondiffpatch. */
package io.canyon.engine.dialect.echo;

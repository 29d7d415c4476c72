/** JSON Patch, RFC 6902: from JSON or Smile to the patches that room cores resolve. */
package io.canyon.engine.dialect.jsonpatch;

package io.canyon.engine.document;

/** What stands at an entry. */
public enum Kind {
    /** The member was removed; its name and version are kept. */
    TOMBSTONE,
    /** A number, string, boolean or null. */
    SCALAR,
    ARRAY,
    OBJECT
}

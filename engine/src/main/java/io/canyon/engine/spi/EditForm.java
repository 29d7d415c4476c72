package io.canyon.engine.spi;

/** How a service writes an edit; each is one Smile value. */
public enum EditForm {
    /** A delta of jsondiffpatch 0.7. */
    DELTA,
    /** An array of operations of RFC 6902. */
    JSON_PATCH,
    /**
     * Component patches by key, in a room of records: {@code {key: {field: value}}}. With {@code _exists: true} the
     * fields are the record, whole; with {@code _exists: false} it goes; without, a record that is there gets them.
     */
    COMPONENTS
}

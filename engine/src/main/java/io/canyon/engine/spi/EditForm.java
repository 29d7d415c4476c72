package io.canyon.engine.spi;

/** How a service writes an edit; each is one Smile value. */
public enum EditForm {
    /** A delta of jsondiffpatch 0.7. */
    DELTA,
    /** An array of operations of RFC 6902. */
    JSON_PATCH,
    /** Component patches by key, as a canvas editor sends them: {@code {key: {field: value}}}. */
    COMPONENTS
}

package io.canyon.engine.spi;

/** What a room holds. The first who enters a new room decides it, for good. */
public enum DocumentKind {
    /** One JSON document of any shape. */
    DOCUMENT,
    /** Records of fields by key, which canvas editors edit; others see one object of objects. */
    RECORDS
}

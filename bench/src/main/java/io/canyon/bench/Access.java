package io.canyon.bench;

/** Which components of a document are edited. */
public enum Access {
    /** A working set of 64 components spread over the document, as editors select them. */
    HOT,
    /** Any component, each as likely as the others. */
    UNIFORM
}

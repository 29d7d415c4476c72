package io.canyon.engine.delta;

/** Stands for an old value that is not told. */
public enum Untold implements Value {
    VALUE;

    @Override
    public Kind kind() {
        return Kind.OTHER;
    }

    @Override
    public int length() {
        return 0;
    }

    @Override
    public Value item(int index) {
        return null;
    }

    @Override
    public Value member(String name) {
        return null;
    }

    @Override
    public String text() {
        throw new IllegalStateException("not a string");
    }

    @Override
    public Value patched(Change change) {
        return this;
    }
}

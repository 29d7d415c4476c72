package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;

/** Says which items of two lists are one and the same item. */
@FunctionalInterface
public interface ObjectHash {
    /** {@code id}, else {@code _id}; an item without either is known by its position. */
    ObjectHash ID = (item, index) -> {
        JsonNode id = item.hasNonNull("id") ? item.get("id") : item.get("_id");
        return id == null || id.isNull() ? "$$index:" + index : ItemKeys.key(id);
    };

    /**
     * What the item is known by: items of both lists with equal results are the same. Null: like no other item.
     *
     * @param item an object or an array
     * @param index where it stands, in the part of the list that is looked at
     */
    Object hash(JsonNode item, int index);
}

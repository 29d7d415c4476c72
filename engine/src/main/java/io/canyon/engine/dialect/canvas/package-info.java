/** The canvas wire, protocol version 2: the JSON frames of {@code @woven-ecs/canvas-store}. */
package io.canyon.engine.dialect.canvas;

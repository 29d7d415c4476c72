/** JSON documents in other places than the engine's own store. */
package io.canyon.engine.adapter;

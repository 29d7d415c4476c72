/** Programs of embedders: they use the public API only, and the READMEs show parts of them. */
package io.canyon.ws.examples;

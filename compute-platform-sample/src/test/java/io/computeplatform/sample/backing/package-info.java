@org.jspecify.annotations.NullMarked
package io.computeplatform.sample.backing;

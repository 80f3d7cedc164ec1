/** A run in which hostile clients and peers attack a manager whose other agents must not notice. */
@NullMarked
package ai.joinly.manager.bench.hostile;

import org.jspecify.annotations.NullMarked;

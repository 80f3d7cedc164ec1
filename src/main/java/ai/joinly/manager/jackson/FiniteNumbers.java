package ai.joinly.manager.jackson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;

/**
 * Generator that writes {@code null} for NaN and infinite numbers, which JSON does not support;
 * Jackson would write their names as strings.
 */
final class FiniteNumbers extends JsonGeneratorDelegate {
  FiniteNumbers(JsonGenerator generator) {
    super(generator, false); // so that trees are written through this generator, too
  }

  @Override
  public void writeNumber(double number) throws IOException {
    if (Double.isFinite(number)) {
      delegate.writeNumber(number);
    } else {
      delegate.writeNull();
    }
  }

  @Override
  public void writeArray(double[] numbers, int from, int count) throws IOException {
    writeStartArray(numbers, count);
    for (int i = from; i < from + count; i++) {
      writeNumber(numbers[i]);
    }
    writeEndArray();
  }

  @Override
  public void writeNumber(float number) throws IOException {
    if (Float.isFinite(number)) {
      delegate.writeNumber(number);
    } else {
      delegate.writeNull();
    }
  }
}

// OpenTelemetry's ExportTraceServiceRequest in protobuf, as MLflow's client sends spans (opentelemetry/proto/trace/v1/trace.proto).

const codes = { UNSET: 0, OK: 1, ERROR: 2 };

/**
 * @param {string} traceId 32 hexadecimal digits
 * @param {{ id: string, parent?: string, name: string, start: bigint, end?: bigint, status?: 'UNSET' | 'OK' | 'ERROR', message?: string,
 *   attributes?: Record<string, unknown>, events?: { name: string, time: bigint, attributes?: Record<string, unknown> }[] }[]} spans
 *   ids of 16 hexadecimal digits, times in nanoseconds since 1970
 */
export function spansMessage(traceId, spans) {
  const scope = message(...spans.map(span => field(2, spanMessage(traceId, span))));
  return message(field(1, message(field(2, scope))));
}

const spanMessage = (traceId, { id, parent, name, start, end, status = 'OK', message: text = '', attributes = {}, events = [] }) => message(
  field(1, Buffer.from(traceId, 'hex')), field(2, Buffer.from(id, 'hex')), ...(parent ? [field(4, Buffer.from(parent, 'hex'))] : []),
  field(5, Buffer.from(name)), fixed(7, start), ...(end === undefined ? [] : [fixed(8, end)]), ...pairs(9, attributes),
  ...events.map(event => field(11, message(fixed(1, event.time), field(2, Buffer.from(event.name)), ...pairs(3, event.attributes ?? {})))),
  field(15, message(field(2, Buffer.from(text)), number(3, codes[status]))));

const pairs = (id, values) => Object.entries(values).map(([key, value]) => field(id, message(field(1, Buffer.from(key)), field(2, valueMessage(value)))));

function valueMessage(value) {
  switch (typeof value) {
    case 'string': return message(field(1, Buffer.from(value)));
    case 'boolean': return message(number(2, value ? 1 : 0));
    case 'bigint': return message(number(3, value));
    case 'number': return message(fixed(4, new BigUint64Array(new Float64Array([value]).buffer)[0]));
    default:
      if (value === null) return message();
      return Array.isArray(value) ? message(field(5, message(...value.map(item => field(1, valueMessage(item))))))
        : message(field(6, message(...pairs(1, value))));
  }
}

const message = (...parts) => Buffer.concat(parts);
const tag = (id, type) => varint(BigInt(id << 3 | type));
const field = (id, content) => Buffer.concat([tag(id, 2), varint(BigInt(content.length)), content]);
const number = (id, value) => Buffer.concat([tag(id, 0), varint(BigInt(value))]);

function fixed(id, value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([tag(id, 1), bytes]);
}

function varint(value) {
  const bytes = [];
  for (; value > 127n; value >>= 7n) bytes.push(Number(value & 127n) | 128);
  return Buffer.from([...bytes, Number(value)]);
}

/** The bytes are no message of the protocol; the connection they came on is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

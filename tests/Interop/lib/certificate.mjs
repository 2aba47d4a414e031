import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256WithRsa = '2a864886f70d01010b';
const commonName = '550403';

/** A self-signed RSA certificate for an app, valid for a day. Node can read certificates but not make them (RFC 5280, DER by X.690). */
export function createCertificate(name) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = sequence(oid(sha256WithRsa), tag(0x05));
  const subject = sequence(tag(0x31, sequence(oid(commonName), tag(0x0c, Buffer.from(name)))));
  const now = Date.now();
  const serial = randomBytes(16);
  serial[0] &= 0x7f; // positive
  serial[0] |= 0x40; // and with no superfluous leading zero
  const body = sequence(
    tag(0xa0, tag(0x02, Buffer.from([2]))), tag(0x02, serial), algorithm, subject,
    sequence(time(now - 3_600_000), time(now + 86_400_000)), subject, publicKey.export({ type: 'spki', format: 'der' }));
  const signature = tag(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const der = sequence(body, algorithm, signature);
  return {
    base64: der.toString('base64'),
    thumbprintSha256: createHash('sha256').update(der).digest('hex'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}

function tag(number, ...parts) {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([number, ...length]), content]);
}

const sequence = (...parts) => tag(0x30, ...parts);
const oid = (hex) => tag(0x06, Buffer.from(hex, 'hex'));
const time = (when) => tag(0x18, Buffer.from(new Date(when).toISOString().replace(/[-:T]|\.\d+/g, '')));

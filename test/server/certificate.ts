import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  key: string;
  cert: string;
}

const dayMs = 86_400_000;

/**
 * A certificate nobody has signed but itself, for hosts that end at loopback: valid from yesterday until tomorrow, its
 * key made now and kept nowhere. X.509 v3 (RFC 5280) in DER (X.690), with an ECDSA P-256 key.
 */
export function selfSignedCertificate(hosts: readonly string[]): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  // ecdsa-with-SHA256, RFC 5758 section 3.2
  const algorithm = sequence(objectId('2a8648ce3d040302'));
  const commonName = sequence(objectId('550403'), der(0x0c, Buffer.from('Funnel test origin')));
  const name = sequence(der(0x31, commonName));
  const alternativeNames = sequence(...hosts.map(alternativeName));
  const extension = sequence(objectId('551d11'), der(0x04, alternativeNames));
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    // Positive whatever the chance: browsers remember whom they met by issuer and serial number.
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(utcTime(Date.now() - dayMs), utcTime(Date.now() + dayMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const noUnusedBits = Buffer.from([0]);
  const certificate = sequence(toBeSigned, algorithm, der(0x03, noUnusedBits, signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}

/** Tag, length, contents: X.690 section 8.1. */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(body.length)]), body]);
}

/** In as few octets as it takes: X.690 section 10.1. */
function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return [0x80 + octets.length, ...octets];
}

const sequence = (...contents: Buffer[]) => der(0x30, ...contents);
const integer = (bytes: Buffer) => der(0x02, bytes);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

/** `YYMMDDhhmmssZ` */
const utcTime = (ms: number) =>
  der(
    0x17,
    Buffer.from(
      `${new Date(ms)
        .toISOString()
        .replaceAll(/[-:T]|\..*/g, '')
        .slice(2)}Z`,
    ),
  );

/** GeneralName, RFC 5280 section 4.2.1.6: an IPv4 address or a name. */
const alternativeName = (host: string): Buffer =>
  /^[\d.]+$/.test(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host));

import { expect, test } from 'vitest';
import { isPrivateAddress, privateAddressPatterns } from '../../src/shared/private-address';

/** As a browser holds it against what it is about to load. */
const isBlocked = (url: string) =>
  privateAddressPatterns.some((pattern) => new RegExp(pattern).test(new URL(url).href));

test.each([
  'localhost',
  'LOCALHOST.',
  'films.localhost',
  '127.0.0.1',
  '127.1',
  '0x7f000001',
  '2130706433',
  '0177.0.0.1.',
  '0.0.0.0',
  '10.255.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:c0a8:101]',
  '[::127.0.0.1]',
  '[::ffff:0:10.0.0.1]',
  '[64:ff9b::192.168.1.1]',
  '[64:ff9b:1::1]',
  '[2002:7f00:1::1]',
  '[2002:a00:1:2:3:4:5:6]',
  'nas',
  'Router.',
  'nas.local',
  'vault.internal.',
  'box.home.arpa',
  'nas.lan',
  'a.b.home.',
  'wiki.CORP',
  'mail.intranet',
  'disk.private',
  '[fc00::1]',
  '[fdff::1]',
  '[fe80::1]',
  '[febf::1]',
])('%s is private', (host) => {
  expect(isPrivateAddress(`http://${host}/film.mp4`)).toBe(true);
  expect(isBlocked(`http://${host}:8080/film.mp4`)).toBe(true);
});

test.each([
  'cdn.example',
  'localhost.example',
  'mylocalhost.example',
  'local.example',
  'a.notlocal',
  'lan.example',
  'a.wlan',
  'home.example',
  'box.arpa',
  '10.0.0.1.example',
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '[2001:db8::1]',
  '[::ffff:1.1.1.1]',
  '[fbff::1]',
  '[fec0::1]',
  '[2001:7f00:1::1]',
  '[64:ff9b::1.1.1.1]',
  '[2002:101:101::1]',
])('%s is not', (host) => {
  const url = `https://user:pass@${host}:8443/film.mp4`;
  expect(isPrivateAddress(url)).toBe(false);
  // The browser is told less exactly.
  expect(isBlocked(url)).toBe(/^\[(::|64:|2002:)/.test(host));
});

import { describe, expect, it } from '@jest/globals';
import { addressOf } from '../../../gateway/door/address.ts';

describe('the address of a request', () => {
  it.each<[string, string | undefined, string | undefined, number, string]>([
    ['is what connects', '192.0.2.1', undefined, 0, '192.0.2.1'],
    ['is not what a stranger says', '192.0.2.1', '198.51.100.7', 0, '192.0.2.1'],
    ['is what one proxy says', '10.0.0.1', '198.51.100.7', 1, '198.51.100.7'],
    ['is not what stands before that', '10.0.0.1', '203.0.113.9, 198.51.100.7', 1, '198.51.100.7'],
    ['is what the first of two says', '10.0.0.1', '203.0.113.9, 198.51.100.7, 10.0.0.2', 2, '198.51.100.7'],
    ['is the first where fewer have spoken', '10.0.0.1', '198.51.100.7', 3, '198.51.100.7'],
    ['is what connects where the proxy says nothing', '10.0.0.1', undefined, 1, '10.0.0.1'],
    ['is what connects where it says an empty one', '10.0.0.1', ' ', 1, '10.0.0.1'],
    ['is the same in both versions of IP', '::ffff:192.0.2.1', undefined, 0, '192.0.2.1'],
    ['is the network of IPv6', '2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2::/64'],
    ['is the network where zeros are left out', '2001:db8::6', undefined, 0, '2001:db8:0:0::/64'],
    ['is its own machine', '::1', undefined, 0, '0:0:0:0::/64'],
    ['has no port', '10.0.0.1', '198.51.100.7:50001', 1, '198.51.100.7'],
    ['has no port in IPv6', '10.0.0.1', '[2001:db8::1]:443', 1, '2001:db8:0:0::/64'],
    ['has no brackets', '10.0.0.1', '[2001:db8::1]', 1, '2001:db8:0:0::/64'],
    ['has no port in both versions of IP', '10.0.0.1', '[::ffff:192.0.2.1]:50001', 1, '192.0.2.1'],
    ['ends like a port where it is IPv6', '10.0.0.1', '2001:db8:1:2:3:4:5:443', 1, '2001:db8:1:2::/64'],
    ['is short', '10.0.0.1', 'x'.repeat(1_000), 1, 'x'.repeat(45)],
    ['is none where the connection has gone', undefined, undefined, 0, 'none'],
  ])('%s', (_, connected, forwarded, trusted, address) =>
    expect(addressOf(connected, forwarded, trusted)).toBe(address),
  );
});

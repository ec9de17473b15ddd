import { expect, it } from '@jest/globals';
import { createHeads } from '../../../gateway/wires/http1/request.ts';

const headOf = createHeads(new URL('http://gigs:4001/graphql'));
const withToken = (authorization: string) =>
  headOf({ body: Buffer.from('{}'), headers: { authorization }, isMutation: false });

it('a long value is refused for its second line, also where one that ends like it was sent before', () => {
  const good = `${'a'.repeat(100)}end`;
  const bad = [`${'a'.repeat(98)}\r\nend`, `\r\n${'a'.repeat(98)}end`, `${'a'.repeat(2_000)}\nend`];
  for (let i = 0; i < 2; i += 1) {
    expect(withToken(good)).toContain(`\r\nauthorization: ${good}\r\n\r\n`);
    for (const one of bad) expect(() => withToken(one)).toThrow(TypeError);
  }
});

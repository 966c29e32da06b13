import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { screenSchema } from '../../contract/screen.ts';
import { App } from '../../renderer/App.tsx';
import { fixtures, fixturesOfKind, viewOf } from '../../renderer/gallery/fixtures.ts';

const kinds = screenSchema.options.map((option) => option.shape.kind.value);

test.each(kinds)('%s has a fixture', (kind) => {
  expect(fixturesOfKind(kind)).not.toHaveLength(0);
});

test('fixtures have names of their own', () => {
  expect(new Set(fixtures.map(({ name }) => name)).size).toBe(fixtures.length);
});

describe.each(fixtures)('$name', (fixture) => {
  test('fits the contract', () => {
    expect(viewOf(fixture).screen).toEqual(fixture.screen);
  });

  test.each(['zh-CN', 'en'] as const)('is drawn in %s, with every word found', (language) => {
    const html = renderToStaticMarkup(<App view={viewOf(fixture, { language })} send={() => {}} />);
    expect(html).toContain(`data-screen="${fixture.screen.kind}"`);
    // A key that is not found is shown as the key itself.
    expect(html.replace(/<[^>]*>/g, '\n')).not.toMatch(/^\s*(terms:)?[a-z][a-z-]*(\.[\w-]+)+\s*$/m);
    expect(html).not.toContain('{{');
    expect(html).not.toContain('undefined');
    expect(html).not.toContain('NaN');
  });
});

import { describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { DEEPEST_CATEGORY, newCategory, pathKeyOf, underNewName, type Category } from './category.ts';

const now = new Date('2026-01-01T00:00:00Z');
const make = (name: string, parent: Category | null = null) =>
  newCategory(newId('category'), name, parent, now);

describe('category', () => {
  it('knows its way from the root', () => {
    const home = make('Home & garden');
    const kitchen = make('Kitchen', home);
    expect(kitchen).toMatchObject({
      parentId: home.id,
      path: [home.id, kitchen.id],
      pathKey: 'home-garden/kitchen',
    });
    expect(pathKeyOf(home.pathKey, 'KITCHEN ')).toBe(kitchen.pathKey);
  });

  it('lies at most eight levels deep', () => {
    let deepest = make('0');
    for (let level = 1; level < DEEPEST_CATEGORY; level += 1) deepest = make(String(level), deepest);
    expect(() => make('too deep', deepest)).toThrow(expect.objectContaining({ code: 'category-too-deep' }));
  });

  it('follows its parent’s new name', () => {
    const kitchen = make('Kitchen', make('Home'));
    expect(underNewName(kitchen, { before: 'home', after: 'house' })).toBe('house/kitchen');
  });
});

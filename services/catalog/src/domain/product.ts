import type { Id } from '@souk/kernel';
import { catalogError } from '../errors.ts';

/** One property in which variants differ: colour, size. */
export type Option = { readonly name: string; readonly value: string };

export type Variant = {
  readonly id: Id;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
};

/** A product: a record that all sellers share. */
export type Product = {
  readonly id: Id;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** Ids of the categories from the root to the product's own; empty when it has none. */
  readonly categoryPath: readonly Id[];
  /** The importer's own name for it, or null. */
  readonly reference: string | null;
  /** The seller who made the record and may change it; null when an administrator made it. */
  readonly ownerId: Id | null;
  readonly variants: readonly Variant[];
  readonly state: 'active' | 'deleted';
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
};

export const MOST_VARIANTS = 100;

export type VariantFault = 'last-variant' | 'too-many-variants' | 'variant-options';

/** Which rule between the variants of a product is broken: one at least, a hundred at most, the same options each, no two alike. */
export function variantFault(variants: readonly Variant[]): VariantFault | null {
  const [first] = variants;
  if (first === undefined) return 'last-variant';
  if (variants.length > MOST_VARIANTS) return 'too-many-variants';
  const names = optionNames(first);
  const named = new Set(first.options.map((option) => option.name));
  if (named.size < first.options.length) return 'variant-options';
  if (variants.some((variant) => optionNames(variant) !== names)) return 'variant-options';
  return new Set(variants.map(combination)).size < variants.length ? 'variant-options' : null;
}

/** @throws DomainError `last-variant`, `too-many-variants`, `variant-options`. */
export function requireSoundVariants(variants: readonly Variant[]): void {
  const fault = variantFault(variants);
  if (fault !== null) throw catalogError(fault);
}

/** The variants with one more or one changed. */
export function withVariant(variants: readonly Variant[], variant: Variant): Variant[] {
  return variants.some((each) => each.id === variant.id)
    ? variants.map((each) => (each.id === variant.id ? variant : each))
    : [...variants, variant];
}

/** Each option with the values that occur, as a buyer chooses. */
export function choices(variants: readonly Variant[]): { name: string; values: string[] }[] {
  const values = new Map<string, Set<string>>();
  for (const { name, value } of variants.flatMap((variant) => variant.options)) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values].map(([name, those]) => ({ name, values: [...those] }));
}

function optionNames({ options }: Variant): string {
  return JSON.stringify(options.map((option) => option.name).toSorted());
}

function combination({ options }: Variant): string {
  return JSON.stringify(options.map(({ name, value }) => [name, value]).toSorted());
}

import { openShop, register, registerStaff, type Person, type Seller } from './people.ts';
import { startWorld, type World } from './start-world.ts';

/** The world and the people who are there from the beginning. */
export type Stage = {
  readonly world: World;
  readonly ana: Person;
  /** A customer who has nothing to do with Ana. */
  readonly bob: Person;
  readonly seller: Seller;
  /** Another seller, who has nothing to do with the first. */
  readonly rival: Seller;
  readonly carrier: Person;
  readonly admin: Person;
};

export async function setStage(): Promise<Stage> {
  const world = await startWorld();
  const [ana, bob, seller, rival, carrier, admin] = await Promise.all([
    register(world),
    register(world),
    openShop(world),
    openShop(world),
    registerStaff(world, 'carrier'),
    registerStaff(world, 'admin'),
  ]);
  await world.idle();
  return { world, ana, bob, seller, rival, carrier, admin };
}

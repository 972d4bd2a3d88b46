import type { Doc, Value } from '../../bson/values.ts';
import type { AccumulatorCompiler, AccumulatorFactory } from '../accumulators/accumulator.ts';
import { compileBounds } from './bounds.ts';
import type { WindowContext, WindowFunctionCompiler } from './window-function.ts';

/** An accumulator over the window of each document. */
export const accumulated =
  (compile: AccumulatorCompiler): WindowFunctionCompiler =>
  (argument, context, window) => {
    const create = compile(argument, context.compiler);
    const bounds = compileBounds(window, context);
    return (documents) => {
      const placed = bounds(documents);
      const running = new Running(create, documents, context);
      return documents.map((_, place) => running.over(...placed(place)));
    };
  };

/** Goes on with one accumulator while windows only grow at their end; starts anew where something falls out. */
class Running {
  readonly #create: AccumulatorFactory;
  readonly #documents: readonly Doc[];
  readonly #context: WindowContext;
  #accumulator;
  #from = 0;
  #to = 0;

  constructor(create: AccumulatorFactory, documents: readonly Doc[], context: WindowContext) {
    this.#create = create;
    this.#documents = documents;
    this.#context = context;
    this.#accumulator = create();
  }

  over(from: number, to: number): Value | undefined {
    if (from !== this.#from || to < this.#to) {
      this.#accumulator = this.#create();
      [this.#from, this.#to] = [from, from];
    }
    for (; this.#to < to; this.#to += 1) {
      this.#context.step();
      const document = this.#documents[this.#to];
      if (document !== undefined) this.#accumulator.add(this.#context.scope(document));
    }
    const result = this.#accumulator.result();
    // The accumulator may go on with the array that it gives.
    return Array.isArray(result) ? [...result] : result;
  }
}

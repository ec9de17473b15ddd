import type { Context } from '../../../kernel/graphql/context.ts';
import type { GigCommand } from '../commands.ts';
import type { Loaders } from '../loaders.ts';
import type { GigView } from '../projections.ts';
import type { GigsTools } from '../tools.ts';

export type GigsContext = Context<Loaders, GigCommand, GigView, GigsTools>;

import type { Context } from '../../../kernel/graphql/context.ts';
import type { UserCommand } from '../commands.ts';
import type { Loaders } from '../loaders.ts';
import type { UserView } from '../projections.ts';
import type { UsersTools } from '../tools/tools.ts';

export type UsersContext = Context<Loaders, UserCommand, UserView, UsersTools>;

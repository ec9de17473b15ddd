/** Two levels, fixed: ids are stored in events, so they are for ever; names may change. */
export type Category = { id: string; slug: string; name: string; parentId: string | null };

const tree: Record<string, Record<string, string>> = {
  'Graphics & Design': {
    'logo-design': 'Logo Design',
    'brand-identity': 'Brand Identity',
    illustration: 'Illustration',
    'web-design': 'Web Design',
    'presentation-design': 'Presentation Design',
  },
  'Audio & Podcasts': {
    'podcast-editing': 'Podcast Editing',
    'voice-over': 'Voice Over',
    'audio-mixing': 'Mixing & Mastering',
    'jingles-intros': 'Jingles & Intros',
  },
  'Music & Lyrics': {
    'song-lyrics': 'Song Lyrics',
    songwriting: 'Songwriting',
    'session-musicians': 'Session Musicians',
    'music-lessons': 'Music Lessons',
  },
  'Sales & Marketing': {
    'sales-leads': 'Sales Leads',
    'social-media-marketing': 'Social Media Marketing',
    'search-engine-optimization': 'Search Engine Optimization',
    'email-marketing': 'Email Marketing',
    'market-research': 'Market Research',
  },
  'Writing & Translation': {
    proofreading: 'Proofreading',
    translation: 'Translation',
    'articles-blog-posts': 'Articles & Blog Posts',
    'resume-writing': 'Resume Writing',
    'product-descriptions': 'Product Descriptions',
  },
  'Video & Animation': {
    'video-editing': 'Video Editing',
    'animated-explainers': 'Animated Explainers',
    subtitles: 'Subtitles & Captions',
    'short-form-video': 'Short-Form Video',
  },
  'Programming & Tech': {
    'website-development': 'Website Development',
    'mobile-apps': 'Mobile Apps',
    'bug-fixing': 'Bug Fixing',
    'data-analysis': 'Data Analysis',
    'chatbot-development': 'Chatbots',
  },
  'Business Support': {
    'virtual-assistance': 'Virtual Assistance',
    'data-entry': 'Data Entry',
    'business-plans': 'Business Plans',
    bookkeeping: 'Bookkeeping',
  },
};

const slugOf = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

const withChildren = (name: string, children: Record<string, string>): Category[] => {
  const parent = { id: `cat_${slugOf(name)}`, slug: slugOf(name), name, parentId: null };
  const leaves = Object.entries(children).map(([slug, leaf]) => ({
    id: `cat_${slug}`,
    slug,
    name: leaf,
    parentId: parent.id,
  }));
  return [parent, ...leaves];
};

/** Every parent, followed by its children. */
export const categories: readonly Category[] = Object.entries(tree).flatMap(([name, children]) =>
  withChildren(name, children),
);

const byId = new Map(categories.map((category) => [category.id, category]));

export const categoryOf = (id: string): Category | undefined => byId.get(id);
export const childrenOf = (id: string): Category[] => categories.filter(({ parentId }) => parentId === id);
/** Gigs stand in leaves only. */
export const isLeaf = (id: string): boolean => Boolean(byId.get(id)?.parentId);
/** The category itself and, for a leaf, its parent. */
export const pathOf = (id: string): string[] => {
  const parentId = byId.get(id)?.parentId;
  return parentId ? [id, parentId] : [id];
};

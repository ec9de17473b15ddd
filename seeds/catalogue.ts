/** What a seller offers in a category: completes "I will …", and the words of the gig page. */
export type Offering = {
  categoryId: string;
  titles: string[];
  does: string;
  tags: string[];
  /** Of the cheapest package, in cents. */
  price: [number, number];
  question: string;
  options: string[];
  extra: string;
};

export const offerings: Offering[] = [
  {
    categoryId: 'cat_podcast-editing',
    titles: [
      'edit your podcast into a clean, tight episode',
      'remove noise and filler from your podcast',
      'master your podcast for every platform',
    ],
    does: 'I cut silences, fillers and false starts, balance every voice and deliver to the loudness that platforms ask for.',
    tags: ['podcast', 'audio editing', 'noise removal'],
    price: [2000, 9000],
    question: 'Where can I find the recording, and what must stay in?',
    options: ['Interview', 'Solo show', 'Panel'],
    extra: 'Show notes with time stamps',
  },
  {
    categoryId: 'cat_logo-design',
    titles: [
      'design a simple logo that works at every size',
      'draw a hand-lettered logo for your brand',
      'create a minimalist logo in two days',
    ],
    does: 'You get two directions, one chosen and refined, in vector and pixel formats, on light and dark backgrounds.',
    tags: ['logo', 'branding', 'vector'],
    price: [2500, 20000],
    question: 'What does the business do, and whom does it serve?',
    options: ['Wordmark', 'Symbol', 'Both'],
    extra: 'Social media kit',
  },
  {
    categoryId: 'cat_song-lyrics',
    titles: [
      'write song lyrics that fit your melody',
      'write a chorus people remember',
      'turn your story into song lyrics',
    ],
    does: 'Verses, chorus and bridge in the rhythm of your melody or of a reference track, with rhymes that do not strain.',
    tags: ['lyrics', 'songwriting', 'chorus'],
    price: [1500, 8000],
    question: 'What is the song about, and how should it feel?',
    options: ['Pop', 'Folk', 'Hip-hop', 'Rock'],
    extra: 'A second chorus to choose from',
  },
  {
    categoryId: 'cat_sales-leads',
    titles: [
      'find verified sales leads in your industry',
      'build a list of decision makers by hand',
      'research b2b leads with context for each',
    ],
    does: 'Every row is looked up by hand: company, role, public business contact and one line on why it fits.',
    tags: ['leads', 'b2b', 'research'],
    price: [500, 6000],
    question: 'Which industry, company size and region?',
    options: ['Europe', 'North America', 'Worldwide'],
    extra: '50 more leads',
  },
  {
    categoryId: 'cat_proofreading',
    titles: [
      'proofread your text within a day',
      'proofread your thesis with tracked changes',
      'polish your english without changing your voice',
    ],
    does: 'Spelling, grammar and punctuation with tracked changes, and a short note on what comes up again and again.',
    tags: ['proofreading', 'english', 'editing'],
    price: [500, 4000],
    question: 'Who will read it, and in which English?',
    options: ['British', 'American'],
    extra: 'A second pass after your changes',
  },
  {
    categoryId: 'cat_illustration',
    titles: ['illustrate your article in ink and colour', 'draw a character for your story'],
    does: 'One sketch to agree on, then a finished illustration in print resolution with the right to use it commercially.',
    tags: ['illustration', 'drawing'],
    price: [3000, 15000],
    question: 'Describe the scene, and send references if you have them.',
    options: ['Ink', 'Flat colour', 'Watercolour'],
    extra: 'The layered source file',
  },
  {
    categoryId: 'cat_voice-over',
    titles: ['record a warm voice over for your video', 'narrate your audiobook chapter'],
    does: 'Recorded in a treated room, edited and delivered as clean audio, with one retake of any line included.',
    tags: ['voice over', 'narration'],
    price: [1500, 12000],
    question: 'Paste the script and name the tone.',
    options: ['Calm', 'Energetic', 'Neutral'],
    extra: 'Timed to your video',
  },
  {
    categoryId: 'cat_translation',
    titles: ['translate your web page by hand', 'translate your app with notes for developers'],
    does: 'A translation that reads as if written in the language, with a glossary so that the next text matches.',
    tags: ['translation', 'localization'],
    price: [1000, 9000],
    question: 'From which language into which, and who reads it?',
    options: ['German', 'Spanish', 'French', 'Polish'],
    extra: 'Review by a second translator',
  },
  {
    categoryId: 'cat_video-editing',
    titles: ['edit your footage into a short film', 'cut your event video with music'],
    does: 'Story first: a rough cut to agree on, then colour, sound and titles, delivered for screen and phone.',
    tags: ['video editing', 'colour'],
    price: [4000, 25000],
    question: 'How much footage is there, and how long should the film be?',
    options: ['Under 1 minute', '1 to 5 minutes', 'Longer'],
    extra: 'Subtitles',
  },
  {
    categoryId: 'cat_bug-fixing',
    titles: ['find and fix a bug in your web app', 'make your slow page fast'],
    does: 'I reproduce it, explain the cause in plain words, fix it with a test and leave everything else alone.',
    tags: ['javascript', 'debugging', 'performance'],
    price: [3000, 30000],
    question: 'What happens, what should happen, and how can I run the project?',
    options: ['Front end', 'Back end', 'Not sure'],
    extra: 'A call to walk through the fix',
  },
];

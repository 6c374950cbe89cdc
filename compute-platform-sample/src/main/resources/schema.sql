CREATE TABLE IF NOT EXISTS sample_word_statistics (
    document text PRIMARY KEY,
    words integer NOT NULL,
    distinct_words integer NOT NULL,
    longest_word text,
    favourite_word text,
    job_id uuid NOT NULL,
    counted_at timestamptz NOT NULL DEFAULT now()
);

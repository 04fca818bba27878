import { defineMigration } from "@micro-web/orm";

// first tables
export const migration = defineMigration({
  database: "sqlite",
  up: [
    "create table `api_token` (`id` text not null primary key, `user_id` text not null, `hash` text not null, `name` text not null, `abilities` json not null, `created_at` bigint not null, `expires_at` bigint null, `last_used_at` bigint null)",
    "create index `api_token_user_id_index` on `api_token` (`user_id`)",
    "create table `tag` (`id` integer not null primary key autoincrement, `name` text not null)",
    "create unique index `tag_name_unique` on `tag` (`name`)",
    "create table `user` (`id` integer not null primary key autoincrement, `slug` text not null, `name` text not null, `email` text not null, `password_hash` text not null, `role` text check (`role` in ('author', 'admin')) not null default 'author', `is_active` integer not null default true, `confirmed_at` datetime null, `about` text not null default '', `picture` text null, `created_at` datetime not null)",
    "create unique index `user_slug_unique` on `user` (`slug`)",
    "create unique index `user_email_unique` on `user` (`email`)",
    "create table `post` (`id` integer not null primary key autoincrement, `slug` text not null, `title` text not null, `summary` text not null default '', `body` text not null, `created_at` datetime not null, `updated_at` datetime not null, `published_at` datetime null, `author_id` integer not null, constraint `post_author_id_foreign` foreign key (`author_id`) references `user` (`id`))",
    "create unique index `post_slug_unique` on `post` (`slug`)",
    "create index `post_published_at_index` on `post` (`published_at`)",
    "create index `post_author_id_index` on `post` (`author_id`)",
    "create table `post_tags` (`post_id` integer not null, `tag_id` integer not null, primary key (`post_id`, `tag_id`), constraint `post_tags_post_id_foreign` foreign key (`post_id`) references `post` (`id`) on update cascade on delete cascade, constraint `post_tags_tag_id_foreign` foreign key (`tag_id`) references `tag` (`id`) on update cascade on delete cascade)",
    "create index `post_tags_post_id_index` on `post_tags` (`post_id`)",
    "create index `post_tags_tag_id_index` on `post_tags` (`tag_id`)",
    "create table `comment` (`id` integer not null primary key autoincrement, `body` text not null, `created_at` datetime not null, `author_id` integer not null, `post_id` integer not null, constraint `comment_author_id_foreign` foreign key (`author_id`) references `user` (`id`), constraint `comment_post_id_foreign` foreign key (`post_id`) references `post` (`id`) on delete cascade)",
    "create index `comment_author_id_index` on `comment` (`author_id`)",
    "create index `comment_post_id_index` on `comment` (`post_id`)",
  ],
  down: [
    "drop table if exists `api_token`",
    "drop table if exists `tag`",
    "drop table if exists `user`",
    "drop table if exists `post`",
    "drop table if exists `post_tags`",
    "drop table if exists `comment`",
  ],
});

-- Administrators, few among many users: whoever takes the role from one looks at all of them.
CREATE INDEX "users_administrators_idx" ON "users"."users"("id") WHERE role = 'ADMIN';

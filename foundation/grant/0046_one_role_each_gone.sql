-- runs: once no older program does
DROP TRIGGER grant_of_role ON staff;
DROP FUNCTION grant_of_role();
UPDATE staff SET role = '', unit_code = NULL;

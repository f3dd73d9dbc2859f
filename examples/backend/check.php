<?php

$password = filter_input(INPUT_POST, 'password');

if (!is_string($password) || !hash_equals('test', $password)) {
    http_response_code(401);
    exit;
}

header('Content-Type: application/json; charset=utf-8');
echo json_encode(['value' => 'data saved']);

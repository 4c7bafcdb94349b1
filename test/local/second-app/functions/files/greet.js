exports.greet = () => ({ by: process.env.AWS_LAMBDA_FUNCTION_NAME });

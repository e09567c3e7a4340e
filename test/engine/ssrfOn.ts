/** Read once, when n8n's configuration is made: before anything else of n8n is imported. */
process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';

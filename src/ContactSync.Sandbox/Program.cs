using ContactSync.Sandbox;

return await SandboxProgram.RunAsync(args);
